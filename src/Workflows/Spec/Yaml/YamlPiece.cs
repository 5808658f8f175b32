namespace Fleet.Workflows.Spec.Yaml;

/// <summary>The text of one YAML document and the line (from 0) at which it begins.</summary>
internal readonly record struct YamlPiece(string Text, int FirstLine);
