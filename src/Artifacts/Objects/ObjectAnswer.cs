namespace Fleet.Artifacts.Objects;

/// <summary>A server's answer that gives an object, or its rest.</summary>
/// <param name="Answer">It, to be disposed of when enough is read.</param>
/// <param name="Content">The bytes.</param>
/// <param name="IsPart">They begin where was asked for (206), not at the object's beginning.</param>
internal sealed record ObjectAnswer(IDisposable Answer, Stream Content, bool IsPart);
