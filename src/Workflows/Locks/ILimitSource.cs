namespace Fleet.Workflows.Locks;

/// <summary>Where limits of semaphores stand.</summary>
public interface ILimitSource
{
    /// <summary>What a ConfigMap says; null: there is no such ConfigMap.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    IReadOnlyDictionary<string, string>? ConfigMap(string @namespace, string name);

    /// <summary>A limit of the database; null: there is none.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="key">Its key.</param>
    int? SyncLimit(string @namespace, string key);
}
