using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>Real programs in a folder on the PATH.</summary>
public sealed class CredentialHelperProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-helper-").FullName;
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string _name = "fleet-" + Guid.NewGuid().ToString("N");

    public CredentialHelperProgramTests() => Environment.SetEnvironmentVariable("PATH", _folder + ":" + _path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Get_ALogin_IsRead()
    {
        Write("""[ "$1" = get ] && read -r server; echo "{\"ServerURL\":\"$server\",\"Username\":\"me at $server\",\"Secret\":\"s3\"}" """);

        Assert.Equal(new StoredCredential("me at ghcr.io", "s3"), await new CredentialHelperProgram().GetAsync(_name, "ghcr.io", Token));
    }

    [Fact]
    public async Task Get_NoLogin_IsNull()
    {
        Write("cat >/dev/null; echo 'credentials not found in native keychain'; exit 1");

        Assert.Null(await new CredentialHelperProgram().GetAsync(_name, "ghcr.io", Token));
    }

    [Fact]
    public async Task Get_TheProgramFails_ItsWordsAreShown()
    {
        Write("cat >/dev/null; echo 'keychain is locked' >&2; exit 3");

        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => new CredentialHelperProgram().GetAsync(_name, "ghcr.io", Token));

        Assert.Contains("keychain is locked", error.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TheProgramAnswersNonsense_IsRefused()
    {
        Write("cat >/dev/null; echo hello");

        await Assert.ThrowsAsync<ContainerRefusedException>(() => new CredentialHelperProgram().GetAsync(_name, "ghcr.io", Token));
    }

    [Fact]
    public async Task Get_TheProgramIsMissing_IsNamed()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => new CredentialHelperProgram().GetAsync("not-installed", "ghcr.io", Token));

        Assert.Contains("docker-credential-not-installed", error.Message, StringComparison.Ordinal);
    }

    private void Write(string script)
    {
        var path = Path.Combine(_folder, "docker-credential-" + _name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
