// Most of a kill test is waiting for a lease: two cores can do more than two of them.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
