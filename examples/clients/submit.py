#!/usr/bin/env python3
"""Submits a workflow by a message, and waits for its end. Needs nothing of Fleet, only pika.

    submit.py amqp://user:password@host:5672/ workflow.yaml [name=value ...]

Prints the answer and the event that tells the end, each as one line of JSON. Ends with 0 when the workflow Succeeded, 1 when it did not,
2 when it was refused.
"""
import json
import sys
import uuid

import pika


def main(url, path, *parameters):
    with open(path, encoding="utf-8") as file:
        request = {"yaml": file.read(), "parameters": dict(p.split("=", 1) for p in parameters)}

    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()

    answers, events = [], []

    # Direct reply-to: the answer comes back on this channel, without a queue of our own. Its consumer must be there before the request.
    channel.basic_consume("amq.rabbitmq.reply-to", lambda *delivery: answers.append(json.loads(delivery[3])), auto_ack=True)

    # Listening before asking, too: a short workflow may end before its answer is read.
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, "fleet.events", routing_key="workflow.#")
    channel.basic_consume(queue, lambda *delivery: events.append(json.loads(delivery[3])), auto_ack=True)

    channel.confirm_delivery()
    channel.basic_publish(
        exchange="",
        routing_key="fleet.submit",
        mandatory=True,
        body=json.dumps(request).encode(),
        properties=pika.BasicProperties(
            content_type="application/json",
            delivery_mode=2,
            message_id=str(uuid.uuid4()),  # sending the same id again does not start a second workflow
            correlation_id="1",
            reply_to="amq.rabbitmq.reply-to",
        ),
    )
    while not answers:
        connection.process_data_events(time_limit=None)
    answer = answers[0]
    print(json.dumps(answer), flush=True)
    if answer.get("errors"):
        return 2

    while True:
        for event in events:
            if event["type"] == "fleet.workflow.finished" and event["data"]["uid"] == answer["uid"]:
                print(json.dumps(event), flush=True)
                return 0 if event["data"]["phase"] == "Succeeded" else 1
        events.clear()
        connection.process_data_events(time_limit=None)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
