-- Each stored script becomes the first revision of itself, and every run one of that revision.
INSERT INTO `script_revisions` (`jmx_script_id`, `number`, `directory`, `file_name`, `file_size`, `checksum`, `files`, `thread_groups`, `uploaded_by`, `uploaded_at_ms`)
SELECT `id`, 1, substr(`file_path`, 1, length(`file_path`) - length(`file_name`) - 1), `file_name`, `file_size`, `checksum`,
	json_array(json_object('name', `file_name`, 'kind', 'plan', 'sizeBytes', `file_size`, 'checksumSha256', `checksum`)),
	`thread_groups`, `uploaded_by`, `uploaded_at_ms`
FROM `jmx_scripts`;--> statement-breakpoint
UPDATE `test_runs` SET `script_revision_id` = (SELECT `id` FROM `script_revisions` WHERE `script_revisions`.`jmx_script_id` = `test_runs`.`jmx_script_id`);--> statement-breakpoint
UPDATE `scenarios` SET `config` = json_set(`config`, '$.version', 2, '$.minimumDurationRatio', 0, '$.failSeverity', 'major',
	'$.excludedLabels', json_array(), '$.labelFoldings', json_array(), '$.windowTrimStartSeconds', NULL, '$.windowTrimEndSeconds', 0);--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `file_path`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `file_name`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `file_size`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `checksum`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `thread_groups`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `uploaded_by`;--> statement-breakpoint
ALTER TABLE `jmx_scripts` DROP COLUMN `uploaded_at_ms`;