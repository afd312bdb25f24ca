-- What lists show of a verdict stays with the run; all of it moves to a table of its own.
UPDATE `test_runs` SET `verdict_sentence` = json_extract(`verdict`, '$.sentence'), `is_valid` = json_extract(`verdict`, '$.validity.isValid') WHERE `verdict` IS NOT NULL;--> statement-breakpoint
INSERT INTO `run_verdicts` (`test_run_id`, `verdict`) SELECT `id`, `verdict` FROM `test_runs` WHERE `verdict` IS NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` DROP COLUMN `verdict`;