namespace Fleet.Artifacts.Objects;

/// <summary>How large the parts of an upload are: small ones first, so that little memory is needed, larger ones when there are many, because S3 takes 10 000 parts at most (Azure 50 000).</summary>
internal sealed class PartSizes
{
    /// <summary>8 MiB for the first 8 GiB, then 32 MiB up to 232 GiB, then 128 MiB.</summary>
    public static PartSizes Default { get; } = new(8 << 20);

    private const int ManyParts = 1000;
    private readonly int _first;

    /// <param name="first">Size of the first parts; S3's least is 5 MiB.</param>
    public PartSizes(int first) => _first = first;

    /// <summary>Bytes of a part.</summary>
    /// <param name="number">Its number, from 1 on.</param>
    public int Of(int number) => number <= ManyParts ? _first : number <= 8 * ManyParts ? 4 * _first : 16 * _first;
}
