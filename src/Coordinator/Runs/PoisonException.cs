namespace Fleet.Coordinator.Runs;

/// <summary>A decision failed for a reason that lies in the input or in the workflow, not around them.</summary>
internal sealed class PoisonException : Exception
{
    private PoisonException(Guid? workflow, RunInput? input, string message, Exception inner)
        : base(message, inner)
    {
        Workflow = workflow;
        Input = input;
    }

    /// <summary>The workflow whose decision failed; null: it was the input itself.</summary>
    public Guid? Workflow { get; }

    /// <summary>What was being decided; null: nothing in particular (assignment).</summary>
    public RunInput? Input { get; }

    public static PoisonException OfWorkflow(Guid uid, string what, RunInput? input, Exception error) =>
        new(uid, input, $"The engine failed on {what}: {error.GetType().Name}: {error.Message} The workflow was ended; please report this with its manifest.", error);

    public static PoisonException OfInput(RunInput input, Exception error) =>
        new(null, input, $"{input.GetType().Name} could not be decided: {error.GetType().Name}: {error.Message}", error);
}
