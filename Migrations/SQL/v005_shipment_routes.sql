-- Finds the routes of one shipment: where its goods are bound for is told without a look at every other.
CREATE INDEX route_shipment ON route (shipment) WHERE shipment > 0;
