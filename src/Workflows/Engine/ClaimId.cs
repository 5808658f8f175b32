using System.Globalization;

namespace Fleet.Workflows.Engine;

/// <summary>
/// Id of a volume claim that a workflow makes. An id whose volume was removed is never used again: where claims go with every end of the workflow, a retry by hand has ids of its own, so that
/// a late order to remove the old ones harms nothing.
/// </summary>
/// <param name="Workflow">Uid of the workflow.</param>
/// <param name="Generation">How often the claims were made anew.</param>
/// <param name="Template">Name of the claim's template.</param>
public readonly record struct ClaimId(Guid Workflow, int Generation, string Template)
{
    private const int UidLength = 32;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id.</param>
    /// <returns>False: it is none.</returns>
    public static bool TryParse(string text, out ClaimId id)
    {
        ArgumentNullException.ThrowIfNull(text);
        id = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < UidLength || !Guid.TryParseExact(text.AsSpan(0, UidLength), "N", out var uid))
            return false;
        var generation = 0;
        if (dash > UidLength && (text[UidLength] != '.' || !int.TryParse(text.AsSpan(UidLength + 1, dash - UidLength - 1), NumberStyles.None, CultureInfo.InvariantCulture, out generation)))
            return false;
        id = new ClaimId(uid, generation, text[(dash + 1)..]);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Generation == 0
        ? $"{Workflow:N}-{Template}"
        : string.Create(CultureInfo.InvariantCulture, $"{Workflow:N}.{Generation}-{Template}");
}
