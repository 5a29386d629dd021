"""All tables of the store, from one door."""

from service.store.columns import Base
from service.store.lift_tables import Analysis, Lift, LiftEdit, Recording, TrainingSession
from service.store.people_tables import Account, Athlete, Attempt, Coach, CoachAthlete, Lab, Login, Token
from service.store.report_tables import AuditEntry, CoachNote, Delivery, Erasure, Job, Link, Report

__all__ = [
    "Account", "Analysis", "Athlete", "Attempt", "AuditEntry", "Base", "Coach", "CoachAthlete", "CoachNote", "Delivery",
    "Erasure", "Job", "Lab", "Lift", "LiftEdit", "Link", "Login", "Recording", "Report", "Token", "TrainingSession",
]  # fmt: skip
