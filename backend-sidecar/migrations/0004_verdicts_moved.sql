-- What lists show of a verdict stays with the run; all of it moves to a table of its own, what batches show before it.
UPDATE `test_runs` SET `verdict_sentence` = json_extract(`verdict`, '$.sentence'), `is_valid` = json_extract(`verdict`, '$.validity.isValid') WHERE `verdict` IS NOT NULL;--> statement-breakpoint
INSERT INTO `run_verdicts` (`test_run_id`, `reasons`, `worst_change`, `verdict`)
SELECT `id`, json_extract(`verdict`, '$.reasons'),
	-- The order of comparison/worst-change.ts.
	(SELECT `c`.`value` FROM json_each(`verdict`, '$.comparisons') AS `c`
		WHERE `c`.`value` ->> '$.state' IN ('regressed', 'suspected', 'unchanged', 'improved')
			AND `c`.`value` ->> '$.metric' <> 'throughputPerSec' AND `c`.`value` ->> '$.change' IS NOT NULL
		ORDER BY CASE `c`.`value` ->> '$.state' WHEN 'regressed' THEN 0 WHEN 'suspected' THEN 1 WHEN 'unchanged' THEN 2 ELSE 3 END,
			`c`.`value` ->> '$.isKey' DESC,
			CASE `c`.`value` ->> '$.severity' WHEN 'critical' THEN 0 WHEN 'major' THEN 1 WHEN 'minor' THEN 2 ELSE 3 END,
			coalesce(`c`.`value` ->> '$.changeRatio', 9e999) DESC, `c`.`value` ->> '$.label'
		LIMIT 1),
	`verdict`
FROM `test_runs` WHERE `verdict` IS NOT NULL;--> statement-breakpoint
ALTER TABLE `test_runs` DROP COLUMN `verdict`;