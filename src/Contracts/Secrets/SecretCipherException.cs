namespace Fleet.Contracts;

/// <summary>A secret cannot be sealed or read here; the message is a sentence that shows nothing of it.</summary>
/// <param name="message">What is missing or wrong, and what to do.</param>
public sealed class SecretCipherException(string message) : Exception(message);
