namespace Fleet.Workflows.Spec;

/// <summary>Addresses as they are written: four numbers, or an IPv6 address without brackets. Shorter forms, which some libraries take, are none.</summary>
public static class IpAddressText
{
    /// <summary>Whether a text is one.</summary>
    public static bool IsOne(string text) => Uri.CheckHostName(text) switch
    {
        UriHostNameType.IPv4 => text.Count(c => c == '.') == 3,
        UriHostNameType.IPv6 => !text.StartsWith('['),
        _ => false,
    };
}
