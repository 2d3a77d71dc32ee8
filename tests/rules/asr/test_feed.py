"""A leg's feed: nothing that was said is lost unsaid, and nothing grows without bound."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from asr.feed import BLOCK_SAMPLES, KEPT_SAMPLES, MAX_DEATHS, REPLAYED_SAMPLES, WINDOW_BLOCKS, Feed, Flush, Item
from asr.recognizer import PcmChunk


def chunk(start: int, samples: int) -> PcmChunk:
    return PcmChunk(start_sample=start, pcm=bytes(2 * samples))


def sent(feed: Feed) -> list[Item]:
    items = []
    while (item := feed.next_to_send()) is not None:
        items.append(item)
    return items


def spoken(feed: Feed, blocks: int, start: int = 0) -> None:
    for number in range(blocks):
        feed.push(chunk(start + number * BLOCK_SAMPLES, BLOCK_SAMPLES))


def test_speech_is_sent_in_blocks_of_100_ms_and_the_rest_at_its_end() -> None:
    feed = Feed()
    feed.push(chunk(0, 500))
    assert sent(feed) == []
    feed.push(chunk(500, 1200))
    feed.end_speech()
    assert sent(feed) == [chunk(0, 800), chunk(800, 800), chunk(1600, 100), Flush()]


def test_no_more_than_the_window_is_under_way() -> None:
    feed = Feed()
    spoken(feed, 30)
    assert len(sent(feed)) == WINDOW_BLOCKS
    assert feed.worked_off(5)
    assert len(sent(feed)) == 5


def test_a_recogniser_that_answers_for_what_it_was_not_sent_is_refused() -> None:
    feed = Feed()
    spoken(feed, 3)
    sent(feed)
    assert not feed.worked_off(4)
    assert feed.worked_off(2)
    assert not feed.worked_off(1)


def test_after_a_death_everything_since_the_last_final_is_sent_again() -> None:
    feed = Feed()
    spoken(feed, 10)
    sent(feed)
    feed.worked_off(8)
    feed.final_at(2 * BLOCK_SAMPLES)  # the tail of 300 ms after it counts as said
    feed.recogniser_died()
    assert sent(feed)[0] == chunk(5 * BLOCK_SAMPLES, BLOCK_SAMPLES)
    assert feed.lost == []


def test_an_utterance_that_was_answered_whole_is_not_sent_again() -> None:
    feed = Feed()
    spoken(feed, 3)
    feed.end_speech()
    sent(feed)
    feed.worked_off(4)
    feed.recogniser_died()
    assert (sent(feed), feed.idle, feed.lost) == ([], True, [])


def test_sound_on_which_two_died_is_lost_and_what_waits_behind_it_is_not() -> None:
    feed = Feed()
    spoken(feed, WINDOW_BLOCKS + 3)
    for _ in range(MAX_DEATHS):
        sent(feed)
        feed.recogniser_died()
    assert [(lost.start_sample, lost.end_sample) for lost in feed.lost] == [(0, WINDOW_BLOCKS * BLOCK_SAMPLES)]
    assert len(sent(feed)) == 3


def test_recognisers_that_die_with_nothing_to_do_are_not_blamed_on_the_sound() -> None:
    feed = Feed()
    spoken(feed, 5)
    for _ in range(MAX_DEATHS + 1):
        sent(feed)
        feed.worked_off(5)
        feed.recogniser_died()
    assert (len(sent(feed)), feed.lost) == (5, [])


def test_without_a_recogniser_the_last_ten_seconds_are_kept() -> None:
    feed = Feed()
    spoken(feed, 130)
    assert [(lost.start_sample, lost.end_sample) for lost in feed.lost] == [(0, 30 * BLOCK_SAMPLES)]
    assert sent(feed)[0] == chunk(30 * BLOCK_SAMPLES, BLOCK_SAMPLES)


def test_after_a_death_thirty_seconds_are_kept_until_the_successor_has_caught_up() -> None:
    """A machine that is full takes longer than ten seconds to hear all legs of a dead recogniser again."""
    feed, kept, replayed = Feed(), KEPT_SAMPLES // BLOCK_SAMPLES, REPLAYED_SAMPLES // BLOCK_SAMPLES
    spoken(feed, kept)
    sent(feed)
    feed.recogniser_died()
    spoken(feed, replayed - kept, kept * BLOCK_SAMPLES)
    assert feed.lost == []
    feed.end_speech()
    answered = 0
    while under_way := sent(feed):
        answered += len(under_way)
        feed.worked_off(answered)
    assert feed.empty
    spoken(feed, kept + 1, REPLAYED_SAMPLES)
    assert [lost.start_sample for lost in feed.lost] == [REPLAYED_SAMPLES]


def test_when_the_recogniser_is_too_slow_the_oldest_that_waits_is_given_up_but_ends_of_speech_stay() -> None:
    feed = Feed()
    spoken(feed, WINDOW_BLOCKS)
    sent(feed)
    feed.why_full = "overload"
    spoken(feed, 1, WINDOW_BLOCKS * BLOCK_SAMPLES)
    feed.end_speech()
    spoken(feed, 100, (WINDOW_BLOCKS + 1) * BLOCK_SAMPLES)
    assert [(lost.start_sample, lost.why) for lost in feed.lost] == [(WINDOW_BLOCKS * BLOCK_SAMPLES, "overload")]
    assert feed.worked_off(WINDOW_BLOCKS)
    assert sent(feed)[0] == Flush()


class FeedMachine(RuleBasedStateMachine):
    """Any order of speech, answers, deaths and overload."""

    def __init__(self) -> None:
        super().__init__()
        self.feed = Feed()
        self.place = 0  # end of all speech pushed
        self.pushed = 0  # samples
        self.under_way: list[Item] = []  # at the present recogniser, not answered
        self.answered = 0
        self.done: set[int] = set()  # samples (by hundred) a recogniser has answered for

    @rule(samples=st.integers(1, 30).map(lambda number: number * 100), pause=st.integers(0, 3))
    def speak(self, samples: int, pause: int) -> None:
        self.place += pause * 16000
        self.feed.push(chunk(self.place, samples))
        self.place += samples
        self.pushed += samples

    @rule()
    def end(self) -> None:
        self.feed.end_speech()

    @rule()
    def send(self) -> None:
        self.under_way += sent(self.feed)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, len(self.under_way)))
        for item in self.under_way[:count]:
            if isinstance(item, PcmChunk):
                start = item.start_sample // 100
                self.done.update(range(start, start + len(item.pcm) // 200))
        del self.under_way[:count]
        self.answered += count
        assert self.feed.worked_off(self.answered)

    @rule()
    def die(self) -> None:
        self.feed.recogniser_died()
        self.under_way = []
        self.answered = 0

    @invariant()
    def bounded(self) -> None:
        assert self.feed._samples <= REPLAYED_SAMPLES + 2 * BLOCK_SAMPLES

    def teardown(self) -> None:
        """Conservation: all speech was answered for, or is said to be lost."""
        self.feed.give_up("over")
        lost: set[int] = set()
        for stretch in self.feed.lost:
            lost.update(range(stretch.start_sample // 100, stretch.end_sample // 100))
        assert len(self.done | lost) * 100 >= self.pushed
        assert self.feed.idle


FeedMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestFeedMachine = FeedMachine.TestCase
