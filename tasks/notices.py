"""The verb of notices: tell people what waits in the outbox. Nothing waits for it; what fails is tried again."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from config.company import ConfigError
from config.notifications import load_notifications
from config.settings import settings
from reports.texts import Texts
from tasks.names import beginning, say
from tasks.secrets import with_blocks
from tasks.sending import Post, deliver_all
from tasks.work import CannotRun, Work

OUTCOMES = ("delivered", "failed", "waiting", "dropped")


@task(name="deliver-the-notices", task_run_name=beginning("notice.delivering"), cache_policy=NO_CACHE)
def deliver_the_notices(work: Work) -> str:
    """Send what is due by the channels whose address is set; what came of it, in few words.

    Raises ``CannotRun`` where a channel is set up wrongly, after the others have delivered.
    """
    folder: Path = settings().config
    try:
        notifications = load_notifications(folder)
    except ConfigError as reason:
        raise CannotRun(reason.to(work.texts.language)) from None
    environment, wrong = with_blocks(notifications.channel, os.environ, work.texts)
    if not notifications.working(environment):
        told = work.texts("notice.no_channel")
    else:
        post = Post(work.bind, work.company, notifications, environment, lambda: dt.datetime.now(dt.UTC))
        told = in_words(work.texts, deliver_all(post, work.today))
    if wrong:
        raise CannotRun(" · ".join([told, *wrong]))
    say(told)
    return told


def in_words(texts: Texts, done: Counter[str]) -> str:
    """``3 delivered · 1 failed``."""
    parts = [texts(f"notice.{outcome}", count=done[outcome]) for outcome in OUTCOMES if done[outcome]]
    return " · ".join(parts) or texts("notice.nothing")
