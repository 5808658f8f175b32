using System.Globalization;
using System.Text;

namespace Fleet.Bench.EngineScale;

internal static class Manifests
{
    private const string Leaf = """{"name":"leaf","inputs":{"parameters":[{"name":"n","default":"0"}]},"container":{"image":"alpine","command":["echo"],"args":["{{inputs.parameters.n}} of {{workflow.name}}"]}}""";

    public static byte[] Of(Shape shape, int size)
    {
        var text = new StringBuilder("""{"metadata":{"name":"wf"},"spec":{"entrypoint":"main","templates":[""").Append(Leaf);
        text.Append(""",{"name":"main","dag":{"tasks":[""");
        switch (shape)
        {
            case Shape.Loop:
                text.Append("""{"name":"fan","template":"leaf","arguments":{"parameters":[{"name":"n","value":"{{item}}"}]},"withSequence":{"count":""").Append(CultureInfo.InvariantCulture, $"\"{size}\"");
                text.Append("""}},{"name":"last","template":"leaf","depends":"fan"}""");
                break;
            case Shape.Dag:
                text.Append("""{"name":"first","template":"leaf"},""");
                for (var i = 0; i < size; i++)
                    text.Append(CultureInfo.InvariantCulture, $$"""{"name":"t{{i}}","template":"leaf","dependencies":["first"]},""");
                text.Append("""{"name":"last","template":"leaf","dependencies":[""");
                text.AppendJoin(',', Enumerable.Range(0, size).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"t{i}\""))).Append("]}");
                break;
            default:
                for (var i = 0; i < size; i++)
                    text.Append(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"name":"t{{i}}","template":"leaf"{{(i == 0 ? "" : $",\"dependencies\":[\"t{i - 1}\"]")}}}""");
                break;
        }

        return Encoding.UTF8.GetBytes(text.Append("]}}]}}").ToString());
    }
}
