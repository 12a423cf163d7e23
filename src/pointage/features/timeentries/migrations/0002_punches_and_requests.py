import django.db.models.deletion
import pointage.foundation.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('companies', '0003_time_settings'),
        ('jobs', '0002_assignments_and_fields'),
        ('team', '0003_custom_people_track'),
        ('timeentries', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='timeentry',
            name='time_entry_one_open',
        ),
        migrations.AddField(
            model_name='timeentry',
            name='activity',
            field=models.CharField(choices=[('work', 'Work'), ('paid_break', 'Paid Break'), ('unpaid_break', 'Unpaid Break')], db_default='work', default='work', max_length=12),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='break_rule',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.breakrule'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='confirmation',
            field=models.CharField(blank=True, choices=[('', 'Not Asked'), ('asked', 'Asked'), ('confirmed', 'Confirmed')], db_default='', default='', max_length=9),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='cost_class',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.costclass'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='created_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='custom_values',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='deleted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='end_source',
            field=models.CharField(blank=True, choices=[('web', 'Web'), ('phone', 'Phone'), ('kiosk', 'Kiosk'), ('crew', 'Crew'), ('import', 'Import'), ('api', 'Api'), ('automatic', 'Automatic')], db_default='', default='', max_length=9),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='is_billable',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='location',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.location'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='note',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='returns_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='timeentries.timeentry'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='service_item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.serviceitem'),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='source',
            field=models.CharField(choices=[('web', 'Web'), ('phone', 'Phone'), ('kiosk', 'Kiosk'), ('crew', 'Crew'), ('import', 'Import'), ('api', 'Api'), ('automatic', 'Automatic')], db_default='web', default='web', max_length=9),
        ),
        migrations.AddField(
            model_name='timeentry',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['team_member', 'started_at'], name='time_entry_person_start'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(fields=['company', 'local_on'], name='time_entry_company_day'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('deleted_at__isnull', True), ('ended_at__isnull', True), ('kind', 'regular')), fields=['company'], name='time_entry_running'),
        ),
        migrations.AddIndex(
            model_name='timeentry',
            index=models.Index(condition=models.Q(('deleted_at__isnull', False)), fields=['company', '-deleted_at'], name='time_entry_deleted'),
        ),
        migrations.AddConstraint(
            model_name='timeentry',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), ('ended_at__isnull', True), ('kind', 'regular')), fields=('team_member',), name='time_entry_one_open_live'),
        ),
        migrations.CreateModel(
            name='BreakRulePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('break_rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='companies.breakrule')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.group')),
                ('team_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.teammember')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('team_member__isnull', False), ('group__isnull', False), _connector='OR'), name='break_rule_person_some_target')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', pointage.foundation.tenancy.models.PublicIdField(default=pointage.foundation.tenancy.models.new_public_id, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=40)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('rotation', models.PositiveSmallIntegerField(default=0)),
                ('added_by_id', models.BigIntegerField(null=True)),
                ('added_by_name', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('time_entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.timeentry')),
            ],
            options={
                'indexes': [models.Index(fields=['time_entry'], name='attachment_of_entry')],
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', pointage.foundation.tenancy.models.PublicIdField(default=pointage.foundation.tenancy.models.new_public_id, editable=False, max_length=12, unique=True)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField()),
                ('reason', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='pending', max_length=9)),
                ('requested_at', models.DateTimeField()),
                ('requested_by_id', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_id', models.BigIntegerField(null=True)),
                ('decided_by_name', models.CharField(blank=True, max_length=200)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('team_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.teammember')),
                ('time_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.timeentry')),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'state', '-requested_at'], name='correction_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending'), ('time_entry__isnull', False)), fields=('time_entry',), name='correction_request_one_pending')],
            },
        ),
        migrations.CreateModel(
            name='EntryNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.CharField(max_length=64)),
                ('body', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('author_id', models.BigIntegerField(null=True)),
                ('author_name', models.CharField(max_length=200)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('time_entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.timeentry')),
            ],
            options={
                'indexes': [models.Index(fields=['time_entry', 'written_at'], name='entry_note_order')],
                'constraints': [models.UniqueConstraint(fields=('company', 'client_id'), name='entry_note_once')],
            },
        ),
        migrations.CreateModel(
            name='Punch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', pointage.foundation.tenancy.models.PublicIdField(default=pointage.foundation.tenancy.models.new_public_id, editable=False, max_length=12, unique=True)),
                ('client_id', models.CharField(max_length=64)),
                ('action', models.CharField(choices=[('clock_in', 'Clock In'), ('clock_out', 'Clock Out'), ('switch', 'Switch'), ('start_break', 'Start Break'), ('end_break', 'End Break')], max_length=12)),
                ('device_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('time_zone', models.CharField(max_length=64)),
                ('source', models.CharField(choices=[('web', 'Web'), ('phone', 'Phone'), ('kiosk', 'Kiosk'), ('crew', 'Crew'), ('import', 'Import'), ('api', 'Api'), ('automatic', 'Automatic')], max_length=9)),
                ('was_queued', models.BooleanField(default=False)),
                ('data', models.JSONField(default=dict)),
                ('outcome', models.CharField(choices=[('applied', 'Applied'), ('refused', 'Refused')], max_length=7)),
                ('refusal', models.CharField(blank=True, max_length=60)),
                ('user_id', models.BigIntegerField(null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('team_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.teammember')),
                ('time_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.timeentry')),
            ],
            options={
                'verbose_name_plural': 'punches',
                'indexes': [models.Index(fields=['team_member', '-device_at'], name='punch_person_newest')],
                'constraints': [models.UniqueConstraint(fields=('team_member', 'client_id'), name='punch_once')],
            },
        ),
        migrations.CreateModel(
            name='TimeException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', pointage.foundation.tenancy.models.PublicIdField(default=pointage.foundation.tenancy.models.new_public_id, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('missing_clock_out', 'Missing Clock Out'), ('long_shift', 'Long Shift'), ('missing_break', 'Missing Break'), ('punch_refused', 'Punch Refused'), ('edit_after_submission', 'Edit After Submission'), ('unsynced_too_long', 'Unsynced Too Long'), ('clocked_out_automatically', 'Clocked Out Automatically'), ('crew_rejected', 'Crew Rejected')], max_length=25)),
                ('state', models.CharField(choices=[('open', 'Open'), ('resolved', 'Resolved'), ('dismissed', 'Dismissed')], default='open', max_length=9)),
                ('local_on', models.DateField()),
                ('data', models.JSONField(default=dict)),
                ('key', models.CharField(max_length=80)),
                ('found_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by_id', models.BigIntegerField(null=True)),
                ('closed_by_name', models.CharField(blank=True, max_length=200)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='companies.company')),
                ('punch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.punch')),
                ('team_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.teammember')),
                ('time_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='timeentries.timeentry')),
            ],
            options={
                'indexes': [models.Index(fields=['company', 'state', '-found_at'], name='time_exception_list')],
                'constraints': [models.UniqueConstraint(fields=('company', 'key'), name='time_exception_once')],
            },
        ),
    ]
