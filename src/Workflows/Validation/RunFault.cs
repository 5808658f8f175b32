using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>One of <see cref="RunFaults"/>, with where it stands.</summary>
/// <param name="Place">The field, container or object that has it.</param>
/// <param name="Message">What is wrong, and what comes of it.</param>
internal sealed record RunFault(SpecPath Place, string Message)
{
    /// <summary>Where lint marks it: the place, unless its message names the part itself, or a field of it.</summary>
    public SpecPath Mark { get; init; } = Place;
}
