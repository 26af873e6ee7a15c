"""The audit only grows: PostgreSQL itself refuses to change, delete or truncate it, for everybody.

Rows written before they named their man in a column of its own get it first.
"""

from django.db import migrations

TABLES = ("accounts_auditrow", "accounts_auditseal")

REFUSAL = """
CREATE FUNCTION accounts_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit only grows: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""

# Two triggers, because truncation has none for single rows; ALWAYS, so that a session that plays
# a replica is refused as well.
GUARD = """
CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_audit_only_grows();
CREATE TRIGGER audit_never_empties BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_audit_only_grows();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_never_changes;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_never_empties;
"""

UNGUARD = """
DROP TRIGGER audit_never_changes ON {table};
DROP TRIGGER audit_never_empties ON {table};
"""


def name_men(apps, schema_editor):
    """Copy the man from where earlier rows named him."""
    rows = apps.get_model("accounts", "AuditRow").objects
    for row in rows.filter(patient=None).iterator():
        named = row.subject if row.action.endswith(".viewed") else row.detail.get("patient")
        if named:
            rows.filter(pk=row.pk).update(patient=named)


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSAL, params=None)
    for table in TABLES:
        schema_editor.execute(GUARD.format(table=table), params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(UNGUARD.format(table=table), params=None)
    schema_editor.execute("DROP FUNCTION accounts_audit_only_grows()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sealed_audit"),
    ]

    operations = [
        migrations.RunPython(name_men, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
