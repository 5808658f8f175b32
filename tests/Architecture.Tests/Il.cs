using Mono.Cecil;

namespace Fleet.Architecture.Tests;

/// <summary>What the compiled code calls: lambdas, async methods and iterators included, which reflection and dependencies between types do not show.</summary>
internal static class Il
{
    /// <summary>Calls as <c>where -> Type::Member</c> that meet a condition.</summary>
    public static IReadOnlyList<string> Calls(System.Reflection.Assembly assembly, Func<MethodReference, bool> wanted)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().Where(wanted)
                .Select(called => $"{method.DeclaringType.FullName}.{method.Name} -> {called.DeclaringType.FullName}::{called.Name}")).Distinct()];
    }
}
