"""Meters: how many requests, acts and letters there were, in Prometheus' text form; nothing about any person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """The counters of one service; labels hold routes, forms and outcomes, never what somebody wrote."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pressflow_requests", "Requests by route and answer", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "pressflow_request_seconds",
            "How long answers took",
            ("route",),
            buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
            registry=self.registry,
        )
        self.acts = Counter(
            "pressflow_acts", "What readers did: subscribed, confirmed, unsubscribed", ("act",), registry=self.registry
        )
        self.turned_away = Counter(
            "pressflow_turned_away", "Forms not taken, by reason", ("form", "reason"), registry=self.registry
        )
        self.letters = Counter(
            "pressflow_service_letters",
            "Letters of the service by what became of them",
            ("state",),
            registry=self.registry,
        )
        self.waiting = Gauge("pressflow_service_letters_waiting", "Letters not sent yet", registry=self.registry)

    def text(self) -> bytes:
        """All of them as Prometheus reads it."""
        return generate_latest(self.registry)
