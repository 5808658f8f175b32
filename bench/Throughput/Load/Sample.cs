namespace Fleet.Throughput.Bench.Load;

/// <summary>One run of the Fleet, with the floor before and after it.</summary>
/// <param name="Slots">Slots of the worker.</param>
/// <param name="Tasks">Tasks of the workflow.</param>
/// <param name="Elapsed">From the submission to the event of the end.</param>
/// <param name="Coordinator">Processor time of the coordinator, user and system.</param>
/// <param name="Worker">Processor time of the worker.</param>
/// <param name="FloorRate">Mean of the floor before and after, in tasks a second.</param>
/// <param name="FloorCpu">Processor time of the floor's two processes for each task.</param>
/// <param name="Busy">Share of the machine's processors that was busy, whoever used it: 0 to 1.</param>
internal sealed record Sample(int Slots, int Tasks, TimeSpan Elapsed, TimeSpan Coordinator, TimeSpan Worker, double FloorRate, TimeSpan FloorCpu, double Busy)
{
    /// <summary>Tasks a second.</summary>
    public double Rate => Tasks / Elapsed.TotalSeconds;

    /// <summary>Rate as a share of the floor's.</summary>
    public double OfFloor => Rate / FloorRate;

    /// <summary>Wall time of a task.</summary>
    public TimeSpan PerTask => Elapsed / Tasks;

    /// <summary>Processor time of a task in both processes.</summary>
    public TimeSpan CpuPerTask => (Coordinator + Worker) / Tasks;
}
