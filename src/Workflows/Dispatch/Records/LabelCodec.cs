namespace Fleet.Workflows.Dispatch;

/// <summary>Labels in a body.</summary>
internal static class LabelCodec
{
    public static void Write(BinaryWriter writer, IReadOnlyDictionary<string, string> labels)
    {
        writer.Write7BitEncodedInt(labels.Count);
        foreach (var (label, value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            writer.Write(label);
            writer.Write(value);
        }
    }

    /// <summary>The labels; null: none.</summary>
    public static Dictionary<string, string>? Read(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count == 0) return null;
        var labels = new Dictionary<string, string>(count);
        for (; count > 0; count--) labels.Add(reader.ReadString(), reader.ReadString());
        return labels;
    }
}
