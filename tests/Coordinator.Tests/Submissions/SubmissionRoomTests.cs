using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Submission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Submissions;

/// <summary>How many bytes of submissions are read at once.</summary>
public sealed class SubmissionRoomTests
{
    private const int K = 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_WaitInTheOrderTheyCame_AndSmallOnesDoNot()
    {
        var room = new SubmissionRoom(200 * K);
        var first = await room.EnterAsync(150 * K, Token);
        var second = room.EnterAsync(100 * K, Token);
        var third = room.EnterAsync(100 * K, Token);
        var fits = room.EnterAsync(65 * K, Token);
        using var small = await room.EnterAsync(64 * K, Token);

        Assert.False(second.IsCompleted || third.IsCompleted || fits.IsCompleted);

        first.Dispose();
        first.Dispose();
        (await second).Dispose();
        using var two = await third;
        using var three = await fits;
    }

    [Fact]
    public async Task LargerThanTheRoom_HasItAlone()
    {
        var room = new SubmissionRoom(200 * K);
        var all = await room.EnterAsync(10_000 * K, Token);
        var next = room.EnterAsync(65 * K, Token);

        Assert.False(next.IsCompleted);
        all.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task WhoGoes_LeavesItsPlaceToTheNext()
    {
        var room = new SubmissionRoom(200 * K);
        var first = await room.EnterAsync(100 * K, Token);
        using var gone = new CancellationTokenSource();
        var second = room.EnterAsync(150 * K, gone.Token);
        var third = room.EnterAsync(100 * K, Token);
        Assert.False(third.IsCompleted);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        (await third).Dispose();
        first.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.EnterAsync(100 * K, gone.Token));
        (await room.EnterAsync(200 * K, Token)).Dispose();
    }

    [Fact]
    public async Task Call_WithoutRoom_Is503_AndSaysWhenToTryAgain()
    {
        var time = new FakeTimeProvider();
        var room = new SubmissionRoom(200 * K);
        var body = new BodyRoom(room, time);
        var response = new Answered();
        var first = Call(response);
        await body.EnterAsync(first, 150 * K);
        var second = body.EnterAsync(Call(new Answered()), 100 * K);

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<ApiException>(() => second);
        Assert.Equal((503, 14, TimeSpan.FromSeconds(5)), (error.HttpStatus, error.Code, error.RetryAfter));

        await response.CompleteAsync();
        await body.EnterAsync(Call(new Answered()), 100 * K);
    }

    private static DefaultHttpContext Call(Answered response)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        return context;
    }

    private sealed class Answered : HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Do, object With)> _after = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _after.Add((callback, state));

        public async Task CompleteAsync()
        {
            foreach (var (act, with) in _after)
                await act(with);
        }
    }
}
