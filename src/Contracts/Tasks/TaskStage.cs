namespace Fleet.Contracts;

/// <summary>Stages of a task at a worker.</summary>
public enum TaskStage
{
    /// <summary>Taken up, waiting for the engine.</summary>
    Queued,

    /// <summary>Pulling the image.</summary>
    Pull,

    /// <summary>Creating the containers and copying files in.</summary>
    Create,

    /// <summary>Running.</summary>
    Run,

    /// <summary>Collecting outputs.</summary>
    Collect,
}
