namespace Fleet.Worker.Containers.Dummy;

/// <summary>Pod annotations (template <c>metadata.annotations</c>) that steer the dummy runtime. They apply to the main containers of a task; with a container's name before them (<c>fleet.dummy/db.exit-code</c>) to that one. Init containers end at once with 0, sidecars run until they are stopped.</summary>
public static class DummyAnnotations
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "fleet.dummy/";

    /// <summary>Exit code, 0 to 255. Default 0.</summary>
    public const string ExitCode = Prefix + "exit-code";

    /// <summary>How long it runs: seconds (<c>1.5</c>) or Go's notation (<c>1m30s</c>, <c>200ms</c>). Default 0.</summary>
    public const string Duration = Prefix + "duration";

    /// <summary>Text on standard output: becomes <c>outputs.result</c>. Default none.</summary>
    public const string Result = Prefix + "result";

    /// <summary>Text on standard error. Default none.</summary>
    public const string Logs = Prefix + "logs";

    /// <summary>JSON object of output parameters by name; a value that is no string is written as JSON. Default none: such a file is missing.</summary>
    public const string Parameters = Prefix + "parameters";

    /// <summary>The image cannot be pulled, for this reason.</summary>
    public const string FailPull = Prefix + "fail-pull";

    /// <summary>The container cannot be created, for this reason.</summary>
    public const string FailCreate = Prefix + "fail-create";

    /// <summary>The container cannot be started, for this reason.</summary>
    public const string FailStart = Prefix + "fail-start";

    /// <summary><c>true</c>: it ends as killed for want of memory (exit code 137).</summary>
    public const string OutOfMemory = Prefix + "oom";

    /// <summary>Number N: the engine fails to create the first N dispatches of the node.</summary>
    public const string EngineFails = Prefix + "engine-fails";

    /// <summary>Number N: the engine kills the first N dispatches of the node.</summary>
    public const string EngineKills = Prefix + "engine-kills";
}
