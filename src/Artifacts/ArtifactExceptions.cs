namespace Fleet.Artifacts;

/// <summary>What can never work: a key that is none, an archive that is broken or hostile. The message says what and where.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">What it comes from; null: nothing.</param>
public sealed class ArtifactRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The store does not answer or failed: the same call may work later.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">What it comes from; null: nothing.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
