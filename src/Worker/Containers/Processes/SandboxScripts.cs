using System.Reflection;
using System.Security.Cryptography;

namespace Fleet.Worker.Containers.Processes;

/// <summary>The scripts of a task, written once into a folder named by what they say: a running task keeps those it began with.</summary>
internal sealed class SandboxScripts
{
    private static readonly string[] Files = ["shim.sh", "sandbox.sh", "unprotected.sh", "run.sh"];

    /// <summary>Writes them into the runtime's folder when they are not there.</summary>
    public SandboxScripts(ProcessFolder folder)
    {
        var texts = Files.ToDictionary(file => file, Text);
        Version = Convert.ToHexStringLower(SHA256.HashData(Files.SelectMany(file => texts[file]).ToArray()))[..12];
        Path = folder.FileOf("scripts-" + Version);
        if (Directory.Exists(Path))
            return;
        var made = Directory.CreateDirectory(folder.FileOf($"scripts-{Guid.NewGuid():N}")).FullName;
        foreach (var (file, text) in texts)
            File.WriteAllBytes(System.IO.Path.Combine(made, file), text);
        try
        {
            Directory.Move(made, Path);
        }
        catch (IOException) when (Directory.Exists(Path))
        {
            // Another process was quicker.
            Directory.Delete(made, recursive: true);
        }
    }

    /// <summary>Their folder.</summary>
    public string Path { get; }

    /// <summary>Changes with their text.</summary>
    public string Version { get; }

    private static byte[] Text(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Fleet.Worker.Processes." + file) ?? throw new InvalidOperationException($"{file} is not in the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
