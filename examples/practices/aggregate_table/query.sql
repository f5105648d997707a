SELECT day, shop, amount, cheapest, dearest, note FROM test.sales ORDER BY day, shop;
