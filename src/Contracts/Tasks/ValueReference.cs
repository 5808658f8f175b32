namespace Fleet.Contracts;

/// <summary>A value that is too large for a message. It lies in the artifact store, under its digest, in the folder of its workflow's values.</summary>
/// <param name="Sha256">SHA-256 of its UTF-8, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its size as UTF-8.</param>
public sealed record ValueReference(string Sha256, long Bytes);
