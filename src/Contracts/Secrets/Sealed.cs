namespace Fleet.Contracts;

/// <summary>A value that only who has the Fleet's secret key can read (<see cref="SecretCipher"/>). Safe to store, to send and to show.</summary>
/// <param name="Text">The encrypted value and the id of its key: <c>fleet:1:KEY:BASE64</c>.</param>
/// <param name="Context">What the value is, such as <c>secret/default/login/password</c>: bound to the text, which opens under no other.</param>
public sealed record Sealed(string Text, string Context)
{
    /// <summary>Context of a key of a Secret.</summary>
    /// <param name="namespace">Namespace of the Secret.</param>
    /// <param name="name">Its name.</param>
    /// <param name="key">The key in it.</param>
    public static string ContextOf(string @namespace, string name, string key) => $"secret/{@namespace}/{name}/{key}";
}
