SELECT `page_id`, COUNT(DISTINCT `visit_users`) FROM `test`.`hll_uv` GROUP BY `page_id` ORDER BY `page_id`;
