using System.CommandLine;
using Fleet.Throughput.Bench;
using Fleet.Throughput.Bench.Floor;

// usage: dotnet run -c Release --project bench/Throughput -- [throughput|latency] --amqp amqp://user:password@host:5672/ [OPTIONS]; see docs/performance.md.
var amqp = new Option<Uri>("--amqp") { CustomParser = result => new Uri(result.Tokens[0].Value), Description = "A broker (or virtual host) that no Fleet uses.", Required = true, Recursive = true };
var sizes = new Option<int[]>("--sizes") { Description = "Tasks of a workflow.", DefaultValueFactory = _ => [200, 2_000, 20_000], AllowMultipleArgumentsPerToken = true };
var slots = new Option<int[]>("--slots") { Description = "Slots of a worker, one worker for each.", DefaultValueFactory = _ => [8, 64], AllowMultipleArgumentsPerToken = true, Recursive = true };
var rounds = new Option<int>("--rounds") { Description = "Rounds over all sizes and slots.", DefaultValueFactory = _ => 3 };
var warmUp = new Option<int>("--warm-up") { Description = "Tasks that are run and forgotten first.", DefaultValueFactory = _ => 2_000, Recursive = true };
var postgres = new Option<string>("--postgres") { Description = "PostgreSQL (Host=..;Username=..;Password=..) instead of SQLite; a database is made there and dropped.", DefaultValueFactory = _ => "", Recursive = true };
var program = new Option<string>("--fleet") { Description = "The fleet.dll to measure.", DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "fleet.dll"), Recursive = true };
var nodeEvents = new Option<bool>("--node-events") { Description = "Publish node events too." };
var output = new Option<string?>("--out") { Description = "Folder for throughput.md, throughput.csv and throughput.svg." };
var inFlight = new Option<int>("--in-flight") { DefaultValueFactory = _ => 64 };

BenchOptions Common(ParseResult parsed) => new()
{
    Broker = parsed.GetRequiredValue(amqp),
    Program = parsed.GetRequiredValue(program),
    Postgres = parsed.GetRequiredValue(postgres),
    Slots = [.. parsed.GetRequiredValue(slots).Order()],
    WarmUp = parsed.GetValue(warmUp),
};

var throughput = new Command("throughput", "Tasks a second, beside the floor; exit code 1 if a verdict does not hold.") { sizes, rounds, nodeEvents, output };
throughput.SetAction((parsed, cancellationToken) => Bench.ThroughputAsync(
    Common(parsed) with
    {
        Sizes = [.. parsed.GetRequiredValue(sizes).Order()],
        Rounds = parsed.GetValue(rounds),
        NodeEvents = parsed.GetValue(nodeEvents),
        Output = parsed.GetValue(output),
    },
    cancellationToken));
var latency = new Command("latency", "What one task, one submission and one new worker wait for.");
latency.SetAction((parsed, cancellationToken) => Bench.LatencyAsync(Common(parsed), cancellationToken));
var hand = new Command("floor-hand", "The floor's other process; started by the bench.") { inFlight };
hand.Hidden = true;
hand.SetAction((parsed, cancellationToken) => FloorHand.RunAsync(parsed.GetRequiredValue(amqp), parsed.GetValue(inFlight), cancellationToken));
var root = new RootCommand("Measures a Fleet of real processes under no-op tasks.") { throughput, latency, hand };
root.Options.Add(amqp);
root.Options.Add(slots);
root.Options.Add(warmUp);
root.Options.Add(postgres);
root.Options.Add(program);
return await root.Parse(args).InvokeAsync();
