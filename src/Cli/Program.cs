return await Fleet.Cli.FleetCli.RunAsync(args, Fleet.Cli.Output.CliEnvironment.System());
