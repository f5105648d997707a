#include "devserver/access/access_control.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "devserver/access/password.h"
#include "tests/devserver/storage/temporary_directory.h"

namespace starload::devserver {
namespace {

class AccessControlTest : public ::testing::Test {
 protected:
  AccessControlTest() : storage_(Storage::open(directory_.path()).take()) {
    EXPECT_TRUE(storage_->create_database("shop", false));
    for (const char* name : {"orders", "items"}) {
      Table table;
      table.database = "shop";
      table.name = name;
      table.columns.resize(1);
      table.columns[0].name = "k";
      EXPECT_TRUE(storage_->create_table(table, false));
    }
    open();
  }

  void open() { access_ = AccessControl::open(*storage_, {"root", "top"}).take(); }
  void reopen() {
    access_.reset();
    storage_.reset();
    storage_ = Storage::open(directory_.path()).take();
    open();
  }
  void create(const UserIdentity& user, const std::string& password = "pw") {
    EXPECT_TRUE(access_->create_user(user, password_hash(password)));
  }
  // The host of the user that this client is; empty: not let in.
  std::string host_of(const std::string& name, const std::string& password,
                      const std::string& client) {
    const auto user = access_->log_in({name, password}, client);
    return user ? user->host : "";
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Storage> storage_;
  std::unique_ptr<AccessControl> access_;
  const UserIdentity ann_{"ann", "%"};
};

TEST_F(AccessControlTest, TheOwnerMayDoEverythingAndIsNotStored) {
  const auto owner = access_->log_in({"root", "top"}, "127.0.0.1");
  ASSERT_TRUE(owner.has_value());
  EXPECT_TRUE(access_->has(*owner, Privilege::kDrop, "shop", "orders"));
  EXPECT_TRUE(access_->has_any(*owner, "any"));
  EXPECT_EQ(access_->log_in({"root", "wrong"}, "127.0.0.1"), std::nullopt);
  EXPECT_TRUE(access_->users().empty());
  EXPECT_FALSE(access_->create_user({"root", "10.0.0.1"}, "")) << "its name is taken everywhere";
}

TEST_F(AccessControlTest, ANewUserMayNothingUntilItIsGranted) {
  create(ann_);
  EXPECT_FALSE(access_->has_any(ann_, "shop"));
  EXPECT_TRUE(access_->grant(ann_, {"shop", "orders"}, Privilege::kInsert));
  EXPECT_TRUE(access_->has(ann_, Privilege::kInsert, "shop", "orders"));
  EXPECT_FALSE(access_->has(ann_, Privilege::kSelect, "shop", "orders"));
  EXPECT_FALSE(access_->has(ann_, Privilege::kInsert, "shop", "items"));
  EXPECT_TRUE(access_->has_any(ann_, "shop"));
  EXPECT_TRUE(access_->has_any(ann_, "shop", "orders"));
  EXPECT_FALSE(access_->has_any(ann_, "shop", "items"));
}

TEST_F(AccessControlTest, AGrantOnADatabaseOrOnAllReachesTheirTables) {
  create(ann_);
  EXPECT_TRUE(access_->grant(ann_, {"shop", ""}, Privilege::kSelect));
  EXPECT_TRUE(access_->has(ann_, Privilege::kSelect, "shop", "items"));
  EXPECT_FALSE(access_->has(ann_, Privilege::kSelect, "other", "items"));
  EXPECT_TRUE(access_->grant(ann_, {}, Privilege::kInsert));
  EXPECT_TRUE(access_->has(ann_, Privilege::kInsert, "other", "items"));
}

TEST_F(AccessControlTest, ARevokeTakesWhatWasGrantedOnThatObject) {
  create(ann_);
  EXPECT_TRUE(access_->grant(ann_, {"shop", ""}, PrivilegeSet::all()));
  EXPECT_TRUE(access_->revoke(ann_, {"shop", "orders"}, PrivilegeSet::all()));
  EXPECT_TRUE(access_->has(ann_, Privilege::kInsert, "shop", "orders")) << "another object";
  EXPECT_TRUE(access_->revoke(ann_, {"shop", ""}, Privilege::kInsert));
  EXPECT_FALSE(access_->has(ann_, Privilege::kInsert, "shop", "orders"));
  EXPECT_TRUE(access_->has(ann_, Privilege::kSelect, "shop", "orders"));
}

TEST_F(AccessControlTest, WhatDoesNotExistPassesTheLookBeforeALoad) {
  create(ann_);
  EXPECT_FALSE(access_->may_load(ann_, "shop", "orders"));
  EXPECT_TRUE(access_->may_load(ann_, "shop", "nothing"));
  EXPECT_TRUE(access_->may_load(ann_, "nowhere", "orders"));
}

TEST_F(AccessControlTest, TheClosestHostDecides) {
  create({"bob", "%"}, "far");
  create({"bob", "192.168.%"}, "near");
  create({"bob", "192.168.1.7"}, "here");
  create({"bob", "localhost"}, "home");
  EXPECT_EQ(host_of("bob", "far", "10.0.0.1"), "%");
  EXPECT_EQ(host_of("bob", "near", "192.168.2.2"), "192.168.%");
  EXPECT_EQ(host_of("bob", "far", "192.168.2.2"), "") << "another entry is closer";
  EXPECT_EQ(host_of("bob", "here", "192.168.1.7"), "192.168.1.7");
  EXPECT_EQ(host_of("bob", "home", "127.0.0.1"), "localhost");
  EXPECT_EQ(host_of("carl", "", "127.0.0.1"), "");
}

TEST_F(AccessControlTest, ARestartKeepsUsersPasswordsAndGrants) {
  create(ann_, "pässword");
  EXPECT_TRUE(access_->grant(ann_, {"shop", "orders"}, Privilege::kInsert));
  EXPECT_TRUE(access_->grant(ann_, {}, Privilege::kSelect));
  reopen();
  EXPECT_EQ(host_of("ann", "pässword", "::1"), "%");
  EXPECT_EQ(host_of("ann", "", "::1"), "");
  EXPECT_EQ(access_->grants(ann_).size(), 2U);
  EXPECT_TRUE(access_->has(ann_, Privilege::kInsert, "shop", "orders"));
  EXPECT_TRUE(access_->drop_user(ann_));
  reopen();
  EXPECT_TRUE(access_->users().empty());
}

TEST_F(AccessControlTest, TheFileHoldsNoPassword) {
  create(ann_, "plain-text-password");
  const Result<QueryResult> stored = storage_->run("SELECT password FROM starload_users");
  ASSERT_TRUE(stored.is_ok());
  EXPECT_EQ(std::get<std::string>(stored->rows.at(0).at(0)),
            password_hash_text(password_hash("plain-text-password")));
}

TEST_F(AccessControlTest, ADroppedTableTakesItsGrantsAlong) {
  create(ann_);
  EXPECT_TRUE(access_->grant(ann_, {"shop", "orders"}, Privilege::kInsert));
  EXPECT_TRUE(access_->grant(ann_, {"shop", "items"}, Privilege::kInsert));
  EXPECT_TRUE(storage_->drop_table("shop", "orders", false));
  access_->forget({"shop", "orders"});
  EXPECT_FALSE(access_->has(ann_, Privilege::kInsert, "shop", "orders"));
  EXPECT_TRUE(access_->has(ann_, Privilege::kInsert, "shop", "items"));
  EXPECT_TRUE(storage_->drop_database("shop", false));
  reopen();
  EXPECT_TRUE(access_->grants(ann_).empty()) << "also without forget()";
}

TEST_F(AccessControlTest, UsersThatAreThereOrNotAreToldApart) {
  create(ann_);
  EXPECT_EQ(access_->create_user(ann_, "").message(),
            "Operation CREATE USER failed for 'ann'@'%' : user already exists");
  EXPECT_EQ(access_->drop_user({"eve", "%"}).message(),
            "Operation DROP USER failed for 'eve'@'%' : user not exists");
  EXPECT_EQ(access_->set_password({"eve", "%"}, "").message(),
            "Operation ALTER USER failed for 'eve'@'%' : user not exists");
  EXPECT_EQ(access_->grant({"eve", "%"}, {}, Privilege::kInsert).message(),
            "cannot find user 'eve'@'%'!");
}

TEST_F(AccessControlTest, ChangesWhileOthersLook) {
  create(ann_);
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([this, &stop] {
      while (!stop.load()) {
        EXPECT_TRUE(access_->log_in({"ann", "pw"}, "::1").has_value());
        static_cast<void>(access_->has(ann_, Privilege::kInsert, "shop", "orders"));
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(access_->grant(ann_, {"shop", "orders"}, Privilege::kInsert));
    EXPECT_TRUE(access_->revoke(ann_, {"shop", "orders"}, Privilege::kInsert));
  }
  stop.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_TRUE(access_->grants(ann_).empty());
}

}  // namespace
}  // namespace starload::devserver
