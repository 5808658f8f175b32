namespace Fleet.Worker.Hosting;

/// <summary>
/// Health of a worker for whoever watches its container: a worker serves no port that could be asked. The file holds one line, <c>healthy</c> or <c>unhealthy: REASON</c>, and is written
/// again every second: an old one is a worker that hangs, a missing one a worker that has not started or has ended.
/// </summary>
/// <param name="path">The file; its folder exists.</param>
internal sealed class HealthFile(string path)
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="problem">What is wrong; null: nothing.</param>
    public void Write(string? problem)
    {
        var next = path + ".next";
        File.WriteAllText(next, problem is null ? "healthy\n" : $"unhealthy: {problem.ReplaceLineEndings(" ")}\n");
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Takes the file away.</summary>
    public void Remove() => File.Delete(path);
}
