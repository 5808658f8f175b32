using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary><c>fleet run</c> of an ordinary user: a user namespace keeps its tasks, or they do not run.</summary>
public sealed class UnprivilegedTests
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: user-}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: write, template: write}
                - - {name: read, template: read, arguments: {parameters: [{name: text, value: "{{steps.write.outputs.parameters.text}}"}]}}
            - name: write
              outputs: {parameters: [{name: text, valueFrom: {path: /results/text}}]}
              script:
                image: none
                command: [sh]
                source: |
                  set -e
                  mkdir /results && echo "written by $(id -u)" >/results/text
                  for folder in / /tmp /root /var/tmp; do echo x >"$folder/fleet-test-mine"; done
                  for folder in /usr /etc /home /proc/sys; do if touch "$folder/fleet-test-mine" 2>/dev/null; then exit 1; fi; done
                  if [ -e 'DATA/fleet.db' ]; then echo seen; fi
                  kill -9 -1 || exit 0
            - name: read
              inputs: {parameters: [{name: text}]}
              container: {image: none, command: [echo], args: ["read: {{inputs.parameters.text}}"]}
        """;

    private const string Nobody = "65534";

    private static readonly string[] AsNobody = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];

    [Fact]
    public async Task Run_OfAnOrdinaryUser_IsKeptInAUserNamespace()
    {
        using var fleet = new FleetProcess { Through = Environment.IsPrivilegedProcess ? AsNobody : [] };
        var manifest = Path.Combine(fleet.Data, "workflow.yaml");
        await File.WriteAllTextAsync(manifest, Manifest.Replace("DATA", fleet.Data, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        fleet.Variables["HOME"] = fleet.Data;
        if (Environment.IsPrivilegedProcess)
            await LendAsync(fleet.Data);

        var (exit, output, error) = await fleet.RunAsync("run", manifest, "--runtime", "process", "-o", "json");

        if (error.Contains("cannot be kept from harming this machine", StringComparison.Ordinal))
        {
            Assert.Equal(1, exit);
            Assert.Contains("--unprotected", error, StringComparison.Ordinal);
            Assert.Skip("an ordinary user may make no user namespace here: " + error);
        }

        Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
        Assert.Contains("each in a user namespace", error, StringComparison.Ordinal);
        Assert.Contains("read: written by 0", error, StringComparison.Ordinal);
        Assert.DoesNotContain("seen", error, StringComparison.Ordinal);
        foreach (var folder in (string[])["/", "/tmp", "/var/tmp", "/root"])
            Assert.False(File.Exists(Path.Combine(folder, "fleet-test-mine")), folder);
    }

    // The program and its data folder must be within reach of another user.
    private static async Task LendAsync(string data)
    {
        Assert.Equal(0, await Part.ExitOfAsync("chown", "-R", $"{Nobody}:{Nobody}", data));
        if (await Part.ExitOfAsync(AsNobody[0], [.. AsNobody[1..], "dotnet", Path.Combine(AppContext.BaseDirectory, "fleet.dll"), "version"]) != 0)
            Assert.Skip($"another user can run neither dotnet nor {AppContext.BaseDirectory}: they lie in a folder of root's own");
    }
}
