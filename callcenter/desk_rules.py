"""The desk's numbers as the configuration has them."""

from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from callcenter.queue_settings import policies
from callcenter.settings import Settings
from callcenter.show_settings import show_rules
from queueing.desk.state import DeskRules

AUTO_SET_ASIDE_S = 60.0  # with nobody at a screen, an operator who missed a ring comes back by itself


def desk_rules(settings: Settings) -> DeskRules:
    """The desk's numbers from the configuration."""
    desk = settings.desk
    unattended_s = AUTO_SET_ASIDE_S if desk.auto_ready else 0.0
    return DeskRules(
        wrap_up_s=desk.wrap_up_s,
        ring_s=desk.ring_s,
        auto_ready=desk.auto_ready,
        set_aside_s=desk.set_aside_s or unattended_s,
        missed_limit=desk.missed_limit,
        strategy=desk.strategy,
        strategies={queue.name: queue.strategy for queue in settings.queue if queue.strategy},
        keep_operator=desk.keep_operator,
        spare_hard_s=desk.spare_hard_s,
        priority_step_s=desk.priority_step_s,
        relax_s=desk.relax_s,
        policies=policies(settings.queue, load_calendar().calendar, ZoneInfo(settings.site.timezone)),
        dial_attempts=desk.dial_attempts,
        dial_gap_s=desk.dial_gap_s,
        voicemail_most_s=desk.voicemail_most_s,
        voicemail_least_s=desk.voicemail_least_s,
        show=show_rules(settings.show, settings.queue),
    )
