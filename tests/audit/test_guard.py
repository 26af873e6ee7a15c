"""PostgreSQL refuses to change the audit, whoever asks."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.auditing.sealing import seal_audit
from accounts.models import AuditRow, AuditSeal, Clinic
from tests.audit.conftest import NOW, write
from tests.audit.guard import tables_never_emptied, unguarded

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such guard"),
    pytest.mark.usefixtures("anchor"),
]

ROWS, SEALS = "accounts_auditrow", "accounts_auditseal"
STATEMENTS = [
    pytest.param("UPDATE accounts_auditrow SET reason = 'x'", id="update rows"),
    pytest.param("UPDATE accounts_auditrow SET reason = 'x' WHERE false", id="update none"),
    pytest.param("DELETE FROM accounts_auditrow", id="delete rows"),
    pytest.param("TRUNCATE accounts_auditrow", id="truncate rows"),
    pytest.param("TRUNCATE accounts_auditrow, accounts_clinic CASCADE", id="truncate with others"),
    pytest.param("UPDATE accounts_auditseal SET hash = 'x'", id="update seals"),
    pytest.param("DELETE FROM accounts_auditseal", id="delete seals"),
    pytest.param("TRUNCATE accounts_auditseal", id="truncate seals"),
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_the_audit_only_grows(statement: str, role: str, clinic: Clinic) -> None:
    write(clinic, 3)
    seal_audit(NOW)
    before = list(AuditRow.objects.values()), list(AuditSeal.objects.values())
    with tables_never_emptied(), pytest.raises(ProgrammingError, match="The audit only grows"):
        run(f"SET LOCAL session_replication_role = {role}; {statement}")
    assert (list(AuditRow.objects.values()), list(AuditSeal.objects.values())) == before


def test_the_guard_is_what_refuses(clinic: Clinic) -> None:
    write(clinic, 3)
    with unguarded():
        run("UPDATE accounts_auditrow SET reason = 'x'")
    assert set(AuditRow.objects.values_list("reason", flat=True)) == {"x"}


def test_in_service_both_tables_have_both_triggers_always_on(clinic: Clinic) -> None:
    with tables_never_emptied(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
            "WHERE tgname LIKE 'audit_never%' ORDER BY 1, 2"
        )
        found = cursor.fetchall()
    names = ("audit_never_changes", "audit_never_empties")
    assert found == [(table, name, "A") for table in (ROWS, SEALS) for name in names]
