namespace Fleet.Throughput.Bench.Report;

/// <summary>One thing that must hold.</summary>
/// <param name="Sentence">What was found, with figures.</param>
/// <param name="Holds">It holds.</param>
internal sealed record Verdict(string Sentence, bool Holds);
