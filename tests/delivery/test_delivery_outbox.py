"""Deliveries are made of alerts and cards under keys that say what they are."""

from dataclasses import replace

from fakes.values import NOON, at, make_alert, make_card

from bot.delivery.outbox import alert_deliveries, card_delivery, delivery_key


def test_key_tells_channel_subject_version_and_kind_apart() -> None:
    base = ("console:a", "s", "1", "alert")
    others = [("console:b", "s", "1", "alert"), ("console:a", "t", "1", "alert"), ("console:a", "s", "2", "alert"),
              ("console:a", "s", "1", "digest")]  # fmt: skip
    assert len({delivery_key(*parts) for parts in (base, *others)}) == 5
    assert delivery_key(*base) == delivery_key(*base)


def test_each_alert_goes_to_each_channel_in_order() -> None:
    made = alert_deliveries([make_alert("a1"), make_alert("a2")], ["console:a", "console:b"], now=NOON)
    assert [(one.channel, one.card.title) for one in made] == [
        ("console:a", "a1"), ("console:b", "a1"), ("console:a", "a2"), ("console:b", "a2"),
    ]  # fmt: skip
    assert all(one.created == NOON for one in made)


def test_update_of_an_alert_has_its_subject_and_a_key_of_its_own() -> None:
    first, update = make_alert("a1"), make_alert("a2", updates="a1")
    one, two = alert_deliveries([first, update], ["console:a"], now=NOON)
    assert one.subject == two.subject == "a1"
    assert one.key != two.key


def test_keys_do_not_depend_on_the_time() -> None:
    (one,) = alert_deliveries([make_alert()], ["console:a"], now=NOON)
    (two,) = alert_deliveries([make_alert()], ["console:a"], now=at(5))
    assert one.key == two.key


def test_card_without_version_is_its_own_version() -> None:
    def key(title: str) -> str:
        card = replace(make_card(), title=title)
        return card_delivery(card, "console:a", subject="digest", kind="digest", now=NOON).key

    assert key("Monday") == key("Monday")
    assert key("Monday") != key("Tuesday")
