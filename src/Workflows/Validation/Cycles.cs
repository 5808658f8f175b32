namespace Fleet.Workflows.Validation;

/// <summary>Finds cycles of dependencies in one walk, without recursion: chains may be long.</summary>
internal static class Cycles
{
    private const int Limit = 20;

    /// <summary>Cycles, each as names with the first one again at the end. Not all of them where they overlap.</summary>
    /// <param name="graph">Names with what they depend on, in order.</param>
    public static List<List<string>> Find(Dictionary<string, IReadOnlyList<string>> graph)
    {
        var cycles = new List<List<string>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var onPath = new Dictionary<string, int>(StringComparer.Ordinal);
        var path = new List<(string Name, int Next)>();
        foreach (var start in graph.Keys)
        {
            Enter(start);
            while (path.Count > 0 && cycles.Count < Limit)
                Step();
        }
        return cycles;

        void Enter(string name)
        {
            if (!graph.ContainsKey(name) || !done.Add(name))
                return;
            onPath[name] = path.Count;
            path.Add((name, 0));
        }

        void Step()
        {
            var (name, next) = path[^1];
            if (next == graph[name].Count)
            {
                path.RemoveAt(path.Count - 1);
                onPath.Remove(name);
                return;
            }
            path[^1] = (name, next + 1);
            var dependency = graph[name][next];
            if (onPath.TryGetValue(dependency, out var from))
                cycles.Add(Written([.. path.Skip(from).Select(p => p.Name)], startsWalk: from == 0));
            else
                Enter(dependency);
        }
    }

    // Argo names a cycle from the first dependency it followed, not from where it set out.
    private static List<string> Written(List<string> cycle, bool startsWalk) =>
        startsWalk ? [.. cycle.Skip(1), cycle[0], cycle[1 % cycle.Count]] : [.. cycle, cycle[0]];
}
