namespace Fleet.Worker.Protocol;

/// <summary>A reading of both clocks. A lease is measured by whichever ran further: the monotonic one stands still while a machine is suspended, the wall clock can be set back.</summary>
/// <param name="Wall">Wall clock.</param>
/// <param name="Monotonic">Monotonic clock, from any fixed origin of this process.</param>
public readonly record struct Moment(DateTimeOffset Wall, TimeSpan Monotonic)
{
    /// <summary>Reads both clocks of a <see cref="TimeProvider"/>.</summary>
    public static Moment Now(TimeProvider time) => new(time.GetUtcNow(), time.GetElapsedTime(0, time.GetTimestamp()));

    /// <summary>Time that has passed since an earlier reading: the larger of the two clocks' answers.</summary>
    public TimeSpan Since(Moment earlier)
    {
        var wall = Wall - earlier.Wall;
        var monotonic = Monotonic - earlier.Monotonic;
        return wall > monotonic ? wall : monotonic;
    }
}
