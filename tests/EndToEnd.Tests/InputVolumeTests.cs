using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>Input artifacts lie in volumes of their pod: its containers see each other's changes, and a read-only root is read-only around them.</summary>
public sealed class InputVolumeTests : IDisposable
{
    private readonly FleetProcess fleet = new();

    public void Dispose() => fleet.Dispose();

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task Run_MirroredInputs_AreTheSameFiles_AndOnlyTheyCanBeWritten(string runtime)
    {
        await Part.NeedsRuntimeAsync(runtime);
        var manifest = await fleet.WriteAsync("wf.yaml", """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: inputs-}
            spec:
              entrypoint: main
              templates:
                - name: main
                  dag:
                    tasks:
                      - {name: make, template: make}
                      - {name: mirrored, template: mirrored, dependencies: [make], arguments: {artifacts: [{name: tree, from: "{{tasks.make.outputs.artifacts.tree}}"}]}}
                      - {name: closed, template: closed, dependencies: [make], arguments: {artifacts: [{name: tree, from: "{{tasks.make.outputs.artifacts.tree}}"}]}}
                - name: make
                  container: {image: alpine:3.23, command: [sh, -c, "mkdir /tmp/tree; echo made > /tmp/tree/made"]}
                  outputs: {artifacts: [{name: tree, path: /tmp/tree}]}
                - name: mirrored
                  inputs: {artifacts: [{name: tree, path: /tmp/given/tree}, {name: file, path: /tmp/in.txt, raw: {data: "in "}}]}
                  initContainers: [{name: first, image: alpine:3.23, command: [sh, -c, "cp /tmp/given/tree/made /tmp/given/tree/first"], mirrorVolumeMounts: true}]
                  container:
                    image: alpine:3.23
                    command: [sh, -c, "touch /tmp/given/tree/main; until [ -e /tmp/given/tree/side ]; do sleep 0.1; done; cd /tmp/given/tree; cat first /tmp/in.txt > result"]
                  sidecars:
                    - {name: side, image: alpine:3.23, command: [sh, -c, "until [ -e /tmp/given/tree/main ]; do sleep 0.1; done; echo more >> /tmp/in.txt; touch /tmp/given/tree/side; exec sleep 1000"], mirrorVolumeMounts: true}
                  outputs:
                    parameters: [{name: result, valueFrom: {path: /tmp/given/tree/result}}]
                    artifacts: [{name: file, path: /tmp/in.txt, archive: {none: {}}}]
                - name: closed
                  inputs: {artifacts: [{name: tree, path: /given/tree}, {name: file, path: /conf/in.txt, raw: {data: "in "}}]}
                  container:
                    image: alpine:3.23
                    command: [sh, -c, "echo more >> /conf/in.txt; cat /conf/in.txt > /given/tree/result; touch /given/other || echo closed >> /given/tree/result"]
                    securityContext: {readOnlyRootFilesystem: true}
                  outputs: {parameters: [{name: result, valueFrom: {path: /given/tree/result}}]}
            """);

        var (exit, output, error) = await fleet.RunAsync("run", manifest, "--runtime", runtime, "-o", "json", "--artifacts", Path.Combine(fleet.Data, "out"));

        Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
        var results = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value)
            .Where(node => node.GetProperty("type").GetString() == "Pod" && node.GetProperty("displayName").GetString() != "make")
            .ToDictionary(node => node.GetProperty("displayName").GetString()!, node => node.GetProperty("outputs").GetProperty("parameters")[0].GetProperty("value").GetString()!, StringComparer.Ordinal);
        Assert.Equal("made\nin more", results["mirrored"]);
        // Local processes have no read-only root (docs/local-processes.md).
        Assert.Equal(runtime == "docker" ? "in more\nclosed" : "in more", results["closed"]);
        var stored = Assert.Single(Directory.GetFiles(Path.Combine(fleet.Data, "out"), "file", SearchOption.AllDirectories));
        Assert.Equal("in more\n", await File.ReadAllTextAsync(stored, TestContext.Current.CancellationToken));
    }
}
