"""Sends requests to fleet.submit and prints, one line of JSON each, the answers, one event for each workflow that was accepted, and the dead letters.

    talk.py URL ROUTING-KEY      requests on standard input, one object a line: {"body": "..", "contentType": "..", "messageId": "..",
                                 "dead": true}, the last one for what goes to fleet.dead
"""
import json
import sys

import pika

url, routing_key = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
answers, events = {}, {}


def on_answer(_channel, _method, properties, body):
    answers[properties.correlation_id] = json.loads(body)


def on_event(_channel, method, _properties, body):
    event = json.loads(body)
    events[event["data"]["uid"]] = {"event": event, "routingKey": method.routing_key}


channel.basic_consume("amq.rabbitmq.reply-to", on_answer, auto_ack=True)
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, "fleet.events", routing_key=routing_key)
channel.basic_consume(queue, on_event, auto_ack=True)
channel.confirm_delivery()

accepted, buried = [], 0
for number, line in enumerate(sys.stdin):
    request = json.loads(line)
    channel.basic_publish(
        exchange="",
        routing_key="fleet.submit",
        mandatory=True,
        body=request["body"].encode(),
        properties=pika.BasicProperties(
            content_type=request.get("contentType"),
            message_id=request.get("messageId"),
            correlation_id=str(number),
            reply_to="amq.rabbitmq.reply-to",
        ),
    )
    while str(number) not in answers:
        connection.process_data_events(time_limit=None)
    answer = answers[str(number)]
    print(json.dumps({"answer": answer}))
    if answer.get("uid"):
        accepted.append(answer["uid"])
    buried += request.get("dead", False)

for uid in accepted:
    while uid not in events:
        connection.process_data_events(time_limit=None)
for event in events.values():
    print(json.dumps(event))

dead = connection.channel()
while buried > 0:
    method, properties, body = dead.basic_get("fleet.dead", auto_ack=True)
    if method is None:
        connection.sleep(0.05)
        continue
    buried -= 1
    headers = {name: str(value) for name, value in (properties.headers or {}).items()}
    print(json.dumps({"dead": body.decode(errors="replace"), "headers": headers}))
