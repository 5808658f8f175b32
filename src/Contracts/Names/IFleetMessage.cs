namespace Fleet.Contracts;

/// <summary>A message between the parts of a Fleet, or to it.</summary>
public interface IFleetMessage
{
    /// <summary>Format number, see <see cref="ProtocolVersion"/>; absent on the wire means the first.</summary>
    int Format { get; }
}
