using System.Globalization;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>One numbered script, <c>0001-initial.sql</c>. A script that was released is never changed again.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    public static Migration Read(string file, Stream content)
    {
        using var reader = new StreamReader(content);
        return new(int.Parse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), file, reader.ReadToEnd());
    }
}
