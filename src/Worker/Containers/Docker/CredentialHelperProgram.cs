using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Asks the program <c>docker-credential-NAME get</c>: the registry goes to its standard input, JSON comes from its standard output.</summary>
internal sealed class CredentialHelperProgram : ICredentialHelper
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task<StoredCredential?> GetAsync(string store, string server, CancellationToken cancellationToken)
    {
        var program = "docker-credential-" + store;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using var process = Start(program);
        try
        {
            await process.StandardInput.WriteAsync(server.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 0)
                return Parse(program, output);
            // The protocol has no code for "not there", only this sentence.
            if (output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase))
                return null;
            throw new ContainerRefusedException($"{program} failed for {server} with exit code {process.ExitCode}: {(output + await errors).Trim()}; try \"echo {server} | {program} get\" as the worker's user");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(true);
            throw new ContainerRefusedException($"{program} did not answer for {server} within {Limit.TotalSeconds:0} s; it may wait for a password: unlock the store or use another one (credsStore, credHelpers in Docker's config.json)");
        }
    }

    private static Process Start(string program)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
                ?? throw new Win32Exception("it did not start");
        }
        catch (Win32Exception e)
        {
            throw new ContainerRefusedException($"cannot run {program}, which Docker's config.json names for registry logins: {e.Message}; install it, or log in without a credential store", e);
        }
    }

    private static StoredCredential Parse(string program, string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return new StoredCredential(json.RootElement.GetProperty("Username").GetString() ?? "", json.RootElement.GetProperty("Secret").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ContainerRefusedException($"{program} answered something that is not a login (no JSON with Username and Secret)", e);
        }
    }
}
