package io.videoprovider.invitation;

import io.videoprovider.history.TestDatabase;

class H2InvitationRaceTest extends JdbcInvitationRaceContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
