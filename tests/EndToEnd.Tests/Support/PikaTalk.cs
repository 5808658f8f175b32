using System.Text.Json;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>What a client that talked to <c>fleet.submit</c> got back.</summary>
/// <param name="Answers">The answers, in the order of the requests.</param>
/// <param name="Events">Objects with <c>event</c> and <c>routingKey</c>.</param>
/// <param name="Dead">Objects with <c>dead</c> (the body) and <c>headers</c>.</param>
internal sealed record PikaTalk(JsonElement[] Answers, JsonElement[] Events, JsonElement[] Dead);
