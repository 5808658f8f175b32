using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Engine.Flow;

/// <summary><c>workflow.failures</c>: the nodes that failed before the exit handler began, as quoted JSON text (Argo docs, "Exit handlers").</summary>
internal static class WorkflowFailures
{
    public static string Text(WorkflowState state)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        var any = false;
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartArray();
            for (var i = 0; i < state.ExitNodeCount; i++)
            {
                var node = state.Nodes[i];
                if (!node.Phase.IsFailedOrError())
                    continue;
                any = true;
                Write(writer, state, node);
            }

            writer.WriteEndArray();
        }

        return GoQuote.Quote(any ? System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan) : "null");
    }

    private static void Write(Utf8JsonWriter writer, WorkflowState state, Node node)
    {
        var template = node.TemplateName ?? node.Template?.Template.Name ?? "";
        writer.WriteStartObject();
        writer.WriteString("displayName"u8, NodeNames.DisplayName(state, node));
        writer.WriteString("message"u8, node.Message ?? "");
        writer.WriteString("templateName"u8, template);
        writer.WriteString("phase"u8, node.Phase.ToString());
        writer.WriteString("podName"u8, NodeNames.PodName(state.Name, NodeNames.Name(state, node), template));
        writer.WriteString("finishedAt"u8, NodeFacts.Time(node.FinishedAt));
        writer.WriteEndObject();
    }
}
