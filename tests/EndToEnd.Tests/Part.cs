namespace Fleet.EndToEnd.Tests;

/// <summary>The real parts that a test needs; `./test.sh` makes them available, and then a missing one fails the test.</summary>
internal static class Part
{
    public static string Root { get; } = FindRoot();

    /// <summary>Skips the test where no container engine may be used.</summary>
    public static void NeedsEngine()
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_UNIT") == "1")
            Assert.Skip("needs a container engine (./test.sh without --unit)");
        if (Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") != "1" && Environment.GetEnvironmentVariable("DOCKER_HOST") is null && !File.Exists("/var/run/docker.sock"))
            Assert.Skip("no container engine answers");
    }

    /// <summary>The broker of a variable; skips the test where there is none.</summary>
    public static string Broker(string variable) => Named(variable);

    /// <summary>What a variable names (a broker, a database); skips the test where there is none.</summary>
    public static string Named(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } part)
            return part;
        Assert.False(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", $"{variable} is not set");
        Assert.Skip($"{variable} is not set (./test.sh starts what it names)");
        return "";
    }

    /// <summary>A file of the shared folder beside the repository; skips the test where there is none.</summary>
    public static string Shared(string path)
    {
        var folder = Environment.GetEnvironmentVariable("FLEET_SHARED") is { Length: > 0 } named ? named : Path.Combine(Root, "..", "shared");
        if (!Directory.Exists(folder))
            Assert.Skip($"{folder} is not there (FLEET_SHARED)");
        return Path.GetFullPath(Path.Combine(folder, path));
    }

    /// <summary>Skips the test where a runtime (<c>docker</c>, <c>process</c>) cannot run.</summary>
    public static Task NeedsRuntimeAsync(string runtime)
    {
        if (runtime == "process")
            return NeedsSandboxAsync();
        NeedsEngine();
        return Task.CompletedTask;
    }

    /// <summary>Skips the test where tasks cannot be kept in a sandbox: an ordinary user needs user namespaces.</summary>
    public static async Task NeedsSandboxAsync()
    {
        if (!Environment.IsPrivilegedProcess && await ExitOfAsync("unshare", "--user", "--map-root-user", "--mount", "true") != 0)
            Assert.Skip("an ordinary user may make no user namespace here");
    }

    /// <summary>Runs a program of the machine; its exit code, -1 where there is no such program.</summary>
    public static async Task<int> ExitOfAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fleet.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
